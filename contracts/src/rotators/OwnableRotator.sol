// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Execution} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ChainlessEIP712} from "../ChainlessEIP712.sol";
import {IRotator} from "../IRotator.sol";

/// @notice What is used of a validator that keeps addresses as owners in a linked list, the newest first, as Rhinestone's
/// OwnableValidator does.
interface IOwnableValidator {
    function addOwner(address owner) external;
    function removeOwner(address previous, address owner) external;
    function setThreshold(uint256 threshold) external;
    function getOwners(address account) external view returns (address[] memory);
    function threshold(address account) external view returns (uint256);
}

/// @title Rotator of accounts whose owners are addresses
/// @notice `signer` is an address, 20 bytes. With `replace` the new one is the only owner, and alone enough.
contract OwnableRotator is IRotator, ChainlessEIP712 {
    bytes32 private constant _MESSAGE_TYPEHASH = keccak256("Message(address account,bytes32 hash)");
    /// @dev What the list begins with, and what no owner can be.
    address private constant _SENTINEL = address(1);

    /// @notice The validator whose owners this changes.
    IOwnableValidator public immutable validator;

    /// @notice A new owner is an address other than zero and one.
    error InvalidOwner(bytes signer);
    /// @notice The account has no owners in the validator: it has not installed it.
    error NoOwners(address account);
    /// @notice One more owner alone could not sign: the account asks for more signatures than one.
    error ThresholdTooHigh(address account, uint256 threshold, uint256 max);

    constructor(IOwnableValidator validator_) {
        validator = validator_;
    }

    /// @inheritdoc IRotator
    function rotation(address account, bytes calldata newSigner, bool replace)
        external
        view
        returns (Execution[] memory calls)
    {
        address owner = newSigner.length == 20 ? address(bytes20(newSigner)) : address(0);
        if (uint160(owner) <= 1) revert InvalidOwner(newSigner);
        address[] memory owners = validator.getOwners(account);
        if (owners.length == 0) revert NoOwners(account);
        if (replace) return _replacement(owners, owner);
        uint256 threshold = validator.threshold(account);
        if (threshold > 1) revert ThresholdTooHigh(account, threshold, 1);
        if (_indexOf(owners, owner) < owners.length) return calls;
        calls = new Execution[](1);
        calls[0] = _call(abi.encodeCall(IOwnableValidator.addOwner, (owner)));
    }

    /// @inheritdoc IRotator
    function isOwner(address account, bytes calldata signer) external view returns (bool) {
        if (signer.length != 20) return false;
        address[] memory owners = validator.getOwners(account);
        return _indexOf(owners, address(bytes20(signer))) < owners.length;
    }

    /// @inheritdoc IRotator
    /// @dev As many signatures of owners, 65 bytes each and ascending by owner, as the account's threshold says.
    function isOwnerSignature(address account, bytes32 hash, bytes calldata signature) external view returns (bool) {
        uint256 threshold = validator.threshold(account);
        if (threshold == 0 || signature.length != threshold * 65) return false;
        bytes32 digest = _digest(keccak256(abi.encode(_MESSAGE_TYPEHASH, account, hash)));
        address[] memory owners = validator.getOwners(account);
        address previous;
        for (uint256 i = 0; i < signature.length; i += 65) {
            (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature[i:i + 65]);
            if (signer <= previous || _indexOf(owners, signer) == owners.length) return false;
            previous = signer;
        }
        return true;
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Sparekey Ownable Rotator", "1");
    }

    /// @dev One old owner stays until the new one is there, because the list is neither empty nor longer than its limit.
    function _replacement(address[] memory owners, address owner) private view returns (Execution[] memory calls) {
        uint256 kept = _indexOf(owners, owner);
        bool isNew = kept == owners.length;
        if (isNew) --kept;
        calls = new Execution[](owners.length + (isNew ? 2 : 0));
        calls[0] = _call(abi.encodeCall(IOwnableValidator.setThreshold, (1)));
        uint256 count = 1;
        for (uint256 i = 0; i < owners.length; ++i) {
            if (i == kept) continue;
            calls[count++] = _removal(i < kept ? _SENTINEL : owners[kept], owners[i]);
        }
        if (!isNew) return calls;
        calls[count++] = _call(abi.encodeCall(IOwnableValidator.addOwner, (owner)));
        calls[count] = _removal(owner, owners[kept]);
    }

    function _removal(address previous, address owner) private view returns (Execution memory) {
        return _call(abi.encodeCall(IOwnableValidator.removeOwner, (previous, owner)));
    }

    function _call(bytes memory data) private view returns (Execution memory) {
        return Execution({target: address(validator), value: 0, callData: data});
    }

    function _indexOf(address[] memory owners, address owner) private pure returns (uint256 i) {
        while (i < owners.length && owners[i] != owner) ++i;
    }
}
